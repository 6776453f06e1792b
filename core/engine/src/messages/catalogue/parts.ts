export const partsMessages = {} as const;
