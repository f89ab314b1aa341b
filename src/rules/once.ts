// What several rules ask of the same cycle, or the same cycles, is worked out once.

/** @param work must depend on nothing but what it is about */
export function once<About extends object, Answer>(
  work: (about: About) => Answer,
): (about: About) => Answer {
  const known = new WeakMap<About, { readonly answer: Answer }>();
  return (about) => {
    const found = known.get(about);
    if (found !== undefined) return found.answer;
    const answer = work(about);
    known.set(about, { answer });
    return answer;
  };
}
