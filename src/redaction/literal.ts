// In: a text. Out: pattern source that matches just it, also where patterns know Unicode.

export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
