export { exportArchive } from "./export-archive.ts";
export type { ExportFormat, ExportReport } from "./export-report.ts";
