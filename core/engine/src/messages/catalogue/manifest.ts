export const manifestMessages = {} as const;
