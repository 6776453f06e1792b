export const restoreMessages = {} as const;
