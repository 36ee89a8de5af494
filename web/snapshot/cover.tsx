import { useEffect, useRef } from "preact/hooks";

/** The cover of a playlist, from the snapshot. It says nothing that its name does not. */
export function Cover({ jpeg }: { readonly jpeg: Uint8Array }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(new Blob([Uint8Array.from(jpeg)], { type: "image/jpeg" }));
    image.current?.setAttribute("src", address);
    return () => URL.revokeObjectURL(address);
  }, [jpeg]);
  return <img ref={image} class="cover" alt="" />;
}
