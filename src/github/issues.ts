import { StoreError } from "../errors.ts";
import { type GitHub, NO_RETRIES } from "./client.ts";
import { isAmbiguous, type Need } from "./failures.ts";
import type { RepositoryName } from "./repository.ts";

const READ: Need = { area: "issues", level: "read" };
const WRITE: Need = { area: "issues", level: "write" };

/** The text of an issue. */
export interface IssueText {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** The one open issue of a repository that bears a mark. */
export interface MarkedIssue {
  /** Opens the issue, or brings the open one up to date; its number. */
  report(text: IssueText): Promise<number>;
  /** Closes the issue with a last comment; does nothing when none is open. */
  close(comment: string): Promise<void>;
}

/** The number of pages of 100 issues that are searched. */
const MAX_PAGES = 10;

/**
 * The associations of people without a role in a repository (GitHub: GraphQL API >
 * CommentAuthorAssociation). They can open issues in a public repository.
 */
const STRANGERS: ReadonlySet<string> = new Set(["NONE", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR"]);

/**
 * Keeps one issue, found again by `mark`, an HTML comment at the end of its body. A label would not
 * do, since a token may not be allowed to set it; nor would the author, since there can be several.
 * An issue of a stranger is not used: they could close it, and nobody would be told.
 *
 * Its methods throw as `GitHub.call` does, and `StoreError` `store/no-issues` where issues are off.
 */
export function createMarkedIssue(github: GitHub, at: RepositoryName, mark: string): MarkedIssue {
  const withMark = ({ title, body }: IssueText): IssueText => ({
    title,
    body: `${body}\n\n${mark}\n`,
  });

  /** The oldest open issue with the mark, so that all find the same one should there be two. */
  async function find(): Promise<({ number: number } & IssueText) | null> {
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const outcome = await github.attempt(READ, [410], (rest) =>
        rest.issues.listForRepo({
          ...at,
          state: "open",
          sort: "created",
          direction: "asc",
          per_page: 100,
          page,
        }),
      );
      if (!("data" in outcome)) throw noIssues();
      const found = outcome.data.find(
        ({ body, pull_request, user, author_association }) =>
          pull_request === undefined &&
          body?.includes(mark) === true &&
          // A workflow's own token is a bot, which belongs to no repository.
          (user?.type === "Bot" || !STRANGERS.has(author_association ?? "")),
      );
      if (found !== undefined) {
        return { number: found.number, title: found.title, body: found.body ?? "" };
      }
      if (outcome.data.length < 100) return null;
    }
    return null;
  }

  async function create(issue: IssueText): Promise<number> {
    try {
      const outcome = await github.attempt(WRITE, [410], (rest) =>
        rest.issues.create({ ...at, ...issue, ...NO_RETRIES }),
      );
      if ("data" in outcome) return outcome.data.number;
    } catch (error) {
      const opened = isAmbiguous(error) ? await find() : null;
      if (opened !== null) return opened.number;
      throw error;
    }
    throw noIssues();
  }

  return {
    async report(text) {
      const issue = withMark(text);
      const open = await find();
      if (open === null) return await create(issue);
      if (open.title !== issue.title || open.body.trim() !== issue.body.trim()) {
        await github.call(WRITE, (rest) =>
          rest.issues.update({ ...at, issue_number: open.number, ...issue }),
        );
      }
      return open.number;
    },
    async close(comment) {
      const open = await find();
      if (open === null) return;
      const issue_number = open.number;
      await github.call(WRITE, (rest) =>
        rest.issues.createComment({ ...at, issue_number, body: comment, ...NO_RETRIES }),
      );
      await github.call(WRITE, (rest) =>
        rest.issues.update({ ...at, issue_number, state: "closed" }),
      );
    },
  };
}

function noIssues(): StoreError {
  return new StoreError("store/no-issues", "Issues are switched off in the repository.", {
    hint: "Switch them on in the settings of the repository, so that an issue there can tell you when something goes wrong.",
  });
}
