/**
 * The results of `read` for each of `items`, in their order. While one is used, up to `atOnce` others
 * are read. Throws what `read` throws, when it is the turn of that item.
 */
export async function* readAhead<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  read: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begin = (item: Item): Promise<Result> => {
    const reading = read(item);
    reading.catch(() => {});
    return reading;
  };
  const running = items.slice(0, atOnce).map(begin);
  for (const item of items.slice(atOnce)) {
    running.push(begin(item));
    yield await (running.shift() as Promise<Result>);
  }
  for (const reading of running) yield await reading;
}
