export const manifestMessages = {
  "holdfast.manifest.not-a-manifest": {
    text: "The archive's manifest cannot be read: {0}.",
    remedy: "The archive was damaged or altered; use another one.",
  },
  "holdfast.manifest.newer-format": {
    text: "The archive has format {0}; this release reads formats up to {1}.",
    remedy: "Restore it with a newer release, or by hand as the format's page describes.",
    type: "UNSUPPORTED",
  },
  "holdfast.manifest.unknown-requirement": {
    text: "The archive requires what this release does not know: {0}.",
    remedy: "Restore it with a newer release.",
    type: "UNSUPPORTED",
  },
  "holdfast.manifest.not-authentic": {
    text: "The archive's manifest was not written by who holds its key.",
    remedy: "The archive was damaged or altered; do not restore it. Use another one.",
  },
  "holdfast.manifest.bad-sums": {
    text: "SHA256SUMS has a line that is not a digest and a volume: {0}",
    remedy: "The archive was damaged or altered; use another one.",
  },
  "holdfast.manifest.wrong-sums": {
    text: "SHA256SUMS is not the one that the manifest was made with.",
    remedy: "The archive was damaged or altered; use another one.",
  },
  "holdfast.manifest.wrong-place": {
    text: "The manifest in {0} says that it belongs to {1}.",
    remedy: "Directories were exchanged or renamed; put them back, or use another archive.",
  },
  "holdfast.manifest.volume-missing": {
    text: "Volume {0} of the archive is not in its SHA256SUMS.",
    remedy: "The archive was damaged or altered; use another one.",
  },
} as const;
