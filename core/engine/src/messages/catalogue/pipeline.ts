export const pipelineMessages = {} as const;
