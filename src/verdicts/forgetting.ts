// What is kept of what goes on without end: the latest.

export function forgetOldest(held: Set<string> | Map<string, unknown>, most: number): void {
  if (held.size <= most) return;
  const [oldest] = held.keys();
  if (oldest !== undefined) held.delete(oldest);
}
