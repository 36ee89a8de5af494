/** Shows why the person cannot continue. Screen readers read it out as soon as it appears. */
export function ProblemAlert({ id, text }: { readonly id: string; readonly text: string }) {
  return (
    <p id={id} role="alert" class="problem">
      {text}
    </p>
  );
}
