import { UsageError } from "../errors.ts";

/** What a snapshot would be exposed to in a repository, and what the person said of it. */
export interface Exposure {
  /** Whether everybody can read the repository, or may be able to. */
  readonly isPublic: boolean;
  readonly sealed: boolean;
  /** It was said that sealed snapshots may be public. */
  readonly allowPublic: boolean;
  /** It was said that snapshots in a private repository may be in the clear. */
  readonly allowPlain: boolean;
}

/**
 * Refuses to put a library where the person may not want it to be seen. Throws `UsageError`
 * `config/public-repository`, `config/unsealed`.
 */
export function checkExposure({ isPublic, sealed, allowPublic, allowPlain }: Exposure): void {
  if (isPublic && !(sealed && allowPublic)) {
    throw new UsageError(
      "config/public-repository",
      sealed
        ? "The repository is public, or may be: even sealed snapshots would be there for everybody to keep."
        : "The repository is public, or may be, and the snapshot would not be sealed.",
      {
        hint: sealed
          ? "Use a private repository, or say that you mean it with allow-public: true."
          : "Use a private repository, and age recipients to seal for.",
      },
    );
  }
  if (!sealed && !allowPlain) {
    throw new UsageError("config/unsealed", "The snapshot would be committed unsealed.", {
      hint: "Give age recipients to seal for, or say that you mean it with encryption: none.",
    });
  }
}
