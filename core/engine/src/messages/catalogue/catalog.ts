export const catalogMessages = {} as const;
