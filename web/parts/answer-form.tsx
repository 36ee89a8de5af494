import type { TargetedSubmitEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ProblemAlert } from "./problem-alert.tsx";

interface AnswerFormProps {
  readonly label: string;
  readonly hint: string;
  /** The reason why the last answer was refused; `null`: it was not. */
  readonly problem: string | null;
  readonly isDisabled: boolean;
  readonly onAnswer: (answer: string) => void;
}

/**
 * Asks for something secret in one line. No browser completes it, corrects it or sends it to a
 * spelling service.
 */
export function AnswerForm({ label, hint, problem, isDisabled, onAnswer }: AnswerFormProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (problem !== null) field.current?.focus();
  }, [problem]);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onAnswer(field.current?.value ?? "");
  };
  return (
    <form onSubmit={submit}>
      <label for="answer">{label}</label>
      <p id="answer-hint" class="hint">
        {hint}
      </p>
      <input
        id="answer"
        ref={field}
        type="text"
        autocomplete="off"
        autocapitalize="off"
        autocorrect="off"
        spellcheck={false}
        aria-describedby={problem === null ? "answer-hint" : "answer-hint answer-problem"}
        aria-invalid={problem !== null}
      />
      {problem !== null && <ProblemAlert id="answer-problem" text={problem} />}
      <div class="row">
        <button type="submit" class="primary" disabled={isDisabled}>
          Check
        </button>
      </div>
    </form>
  );
}
