export const transferMessages = {} as const;
