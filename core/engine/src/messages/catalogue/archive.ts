export const archiveMessages = {} as const;
