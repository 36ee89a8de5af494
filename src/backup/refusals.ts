import { UsageError } from "../errors.ts";

/** Who could read a snapshot in a repository, and what the owner allowed. */
export interface RepositoryPrivacy {
  /** Whether everybody can read the repository, or may be able to. */
  readonly isPublic: boolean;
  readonly sealed: boolean;
  /** Whether the owner allowed sealed snapshots in a public repository. */
  readonly allowPublic: boolean;
  /** Whether the owner allowed snapshots in the clear in a private repository. */
  readonly allowPlain: boolean;
}

/**
 * Refuses to store a library in a repository where others can read it, unless the owner allowed it.
 * Throws `UsageError` `config/public-repository`, `config/unsealed`.
 */
export function checkRepositoryPrivacy({
  isPublic,
  sealed,
  allowPublic,
  allowPlain,
}: RepositoryPrivacy): void {
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
