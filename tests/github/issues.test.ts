import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMarkedIssue, type MarkedIssue } from "../../src/github/issues.ts";
import { appErrorOf } from "../support/app-error.ts";
import type { FakeRepository, Issue } from "../support/github/repository.ts";
import { createGitHubScene, type GitHubScene } from "../support/github/scene.ts";

const at = { owner: "somebody", repo: "backups" };
const MARK = "<!-- tracksafe -->";

describe("the one issue", () => {
  let scene: GitHubScene;
  let repository: FakeRepository;
  let issue: MarkedIssue;
  beforeEach(async () => {
    scene = await createGitHubScene();
    repository = await scene.repository({ files: { "README.md": "Hello" } });
    const token = scene.token(repository, { issues: "write" }, "integration");
    issue = createMarkedIssue(scene.connect(token).github, at, MARK);
  });
  afterEach(() => scene.close());

  function add(fields: Partial<Issue>): void {
    repository.issues.push({
      number: repository.issues.length + 1,
      title: "Another",
      body: "Something else",
      state: "open",
      labels: [],
      author: "somebody",
      isPullRequest: false,
      comments: [],
      ...fields,
    });
  }

  it("is opened, kept up to date, closed, and opened anew", async () => {
    expect(await issue.report({ title: "It failed", body: "Once" })).toBe(1);
    expect(await issue.report({ title: "It failed again", body: "Twice" })).toBe(1);
    expect(repository.issues).toMatchObject([
      { title: "It failed again", body: `Twice\n\n${MARK}\n`, state: "open" },
    ]);
    await issue.close("It works again.");
    expect(repository.issues).toMatchObject([{ state: "closed", comments: ["It works again."] }]);
    expect(await issue.report({ title: "It failed", body: "Once more" })).toBe(2);
  });

  it("is left alone while there is nothing new to say", async () => {
    await issue.report({ title: "It failed", body: "Once" });
    scene.server.reset();
    await issue.report({ title: "It failed", body: "Once" });
    expect(scene.server.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("is not there to be closed when none is open", async () => {
    add({});
    await issue.close("It works.");
    expect(scene.server.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("is found among many, whoever opened it, but is no pull request and not closed", async () => {
    add({ body: MARK, isPullRequest: true });
    add({ body: MARK, state: "closed" });
    add({ body: null });
    for (let other = 0; other < 250; other += 1) add({});
    add({ body: `Old\n\n${MARK}`, title: "Mine", author: "someone-else" });
    expect(await issue.report({ title: "New", body: "New" })).toBe(254);
    expect(repository.issues[253]).toMatchObject({ title: "New" });
    expect(repository.issues.length).toBe(254);
  });

  it("is none that a stranger opened, who could close it", async () => {
    add({ body: MARK, title: "Theirs", isByStranger: true });
    expect(await issue.report({ title: "It failed", body: "Once" })).toBe(2);
    expect(await issue.report({ title: "It failed again", body: "Twice" })).toBe(2);
    await issue.close("It works again.");
    expect(repository.issues.map(({ title, state }) => [title, state])).toEqual([
      ["Theirs", "open"],
      ["It failed again", "closed"],
    ]);
  });

  it("is not opened twice when the answer got lost", async () => {
    scene.server.failAt(1, { kind: "appliedThenLost" });
    expect(await issue.report({ title: "It failed", body: "Once" })).toBe(1);
    expect(repository.issues.length).toBe(1);
  });

  it("says when it could not be opened", async () => {
    scene.server.failAt(1, { kind: "status", status: 502 });
    const error = await appErrorOf(() => issue.report({ title: "It failed", body: "Once" }));
    expect(error.code).toBe("provider/unavailable");
    expect(repository.issues).toEqual([]);
  });

  it("says which right is missing", async () => {
    const weak = scene.token(repository, { contents: "write", issues: "read" });
    const own = createMarkedIssue(scene.connect(weak).github, at, MARK);
    const error = await appErrorOf(() => own.report({ title: "It failed", body: "Once" }));
    expect(error.code).toBe("store/permission");
    expect(error.message).toContain('"issues: write"');
  });

  it("says when issues are switched off", async () => {
    const closed = await scene.repository({ name: "closed", hasIssues: false });
    const { github } = scene.connect(scene.token(closed, { issues: "write" }));
    const own = createMarkedIssue(github, { owner: "somebody", repo: "closed" }, MARK);
    const error = await appErrorOf(() => own.report({ title: "It failed", body: "Once" }));
    expect(error.code).toBe("store/no-issues");
  });
});
