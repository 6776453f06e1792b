export const sealMessages = {} as const;
