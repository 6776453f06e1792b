export const backupMessages = {} as const;
