/** A message to the owner that is seen outside of the run's own output. */
export interface Notice {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** A place that shows one notice at most, such as the one issue of a repository. */
export interface NoticeBoard {
  /** Shows the notice, in place of the one that is shown now. */
  report(notice: Notice): Promise<unknown>;
  /** Takes the notice away and adds a closing comment. Does nothing when no notice is shown. */
  close(comment: string): Promise<void>;
}
