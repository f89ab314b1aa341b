// How much of the beginning of a source tells how it is laid out.

/** Lines, which are always read: they tell the layout, and may tell the year of those before them. */
export const HEAD_LINES = 100;
