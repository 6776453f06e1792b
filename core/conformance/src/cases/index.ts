import type { ConformanceCase } from "../conformance-case.ts";
import { abortBefore } from "./abort-before.ts";
import { abortConnect } from "./abort-connect.ts";
import { abortGet } from "./abort-get.ts";
import { abortList } from "./abort-list.ts";
import { abortPutAtomic } from "./abort-put-atomic.ts";
import { abortPut } from "./abort-put.ts";
import { capabilities } from "./capabilities.ts";
import { closeEndsGet } from "./close-ends-get.ts";
import { closeEndsPut } from "./close-ends-put.ts";
import { closeTwice } from "./close-twice.ts";
import { closedSession } from "./closed-session.ts";
import { disconnect } from "./disconnect.ts";
import { freeSpace } from "./free-space.ts";
import { fullParallel } from "./full-parallel.ts";
import { full } from "./full.ts";
import { getAbsent } from "./get-absent.ts";
import { getChunksGivenAway } from "./get-chunks-given-away.ts";
import { getDestroyed } from "./get-destroyed.ts";
import { getDirectory } from "./get-directory.ts";
import { getRanges } from "./get-ranges.ts";
import { getSlowReader } from "./get-slow-reader.ts";
import { hostileEndlessListing } from "./hostile-endless-listing.ts";
import { hostileEndlessReply } from "./hostile-endless-reply.ts";
import { hostileShortFile } from "./hostile-short-file.ts";
import { hostileShortPut } from "./hostile-short-put.ts";
import { hostileStrangeNames } from "./hostile-strange-names.ts";
import { impostor } from "./impostor.ts";
import { killedGet } from "./killed-get.ts";
import { killedPut } from "./killed-put.ts";
import { listAbsent } from "./list-absent.ts";
import { listLeftEarly } from "./list-left-early.ts";
import { listMany } from "./list-many.ts";
import { listOneLevel } from "./list-one-level.ts";
import { manyVolumes } from "./many-volumes.ts";
import { missingLocation } from "./missing-location.ts";
import { namesDifficult } from "./names-difficult.ts";
import { namesLong } from "./names-long.ts";
import { namesPlain } from "./names-plain.ts";
import { parallelOperations } from "./parallel-operations.ts";
import { parallelPuts } from "./parallel-puts.ts";
import { parallelSessions } from "./parallel-sessions.ts";
import { parsePure } from "./parse-pure.ts";
import { parseRefusesControlCharacters } from "./parse-refuses-control-characters.ts";
import { parseRefusesCredentials } from "./parse-refuses-credentials.ts";
import { parseRefusesOtherLocations } from "./parse-refuses-other-locations.ts";
import { parseRefusesParent } from "./parse-refuses-parent.ts";
import { pluginDescription } from "./plugin-description.ts";
import { putChunks } from "./put-chunks.ts";
import { putGetLarge } from "./put-get-large.ts";
import { putGetSizes } from "./put-get-sizes.ts";
import { putKeepsNoChunks } from "./put-keeps-no-chunks.ts";
import { putLeavesChunks } from "./put-leaves-chunks.ts";
import { putMakesParents } from "./put-makes-parents.ts";
import { putOverDirectory } from "./put-over-directory.ts";
import { putProgress } from "./put-progress.ts";
import { putReplaces } from "./put-replaces.ts";
import { putSharedMemory } from "./put-shared-memory.ts";
import { putUnderFile } from "./put-under-file.ts";
import { readOnly } from "./read-only.ts";
import { removeAbsent } from "./remove-absent.ts";
import { removeEmptyDirectory } from "./remove-empty-directory.ts";
import { removeFile } from "./remove-file.ts";
import { removeFullDirectory } from "./remove-full-directory.ts";
import { renameAbsent } from "./rename-absent.ts";
import { renameReplaces } from "./rename-replaces.ts";
import { resolve } from "./resolve.ts";
import { secrets } from "./secrets.ts";
import { statAbsent } from "./stat-absent.ts";
import { statDirectory } from "./stat-directory.ts";
import { statFile } from "./stat-file.ts";
import { suspendAbort } from "./suspend-abort.ts";
import { suspendConnect } from "./suspend-connect.ts";
import { suspendGet } from "./suspend-get.ts";
import { suspendPut } from "./suspend-put.ts";
import { suspend } from "./suspend.ts";
import { twoSessionsDirectories } from "./two-sessions-directories.ts";
import { twoSessions } from "./two-sessions.ts";
import { unreachable } from "./unreachable.ts";
import { unsupported } from "./unsupported.ts";
import { untrustedPeer } from "./untrusted-peer.ts";
import { wrongCredentials } from "./wrong-credentials.ts";

/** Every rule of the location contract that a run can show, in the order of the contract. */
export const conformanceCases: readonly ConformanceCase[] = [
  pluginDescription,
  parsePure,
  parseRefusesCredentials,
  parseRefusesControlCharacters,
  parseRefusesParent,
  parseRefusesOtherLocations,
  capabilities,
  unsupported,
  closeTwice,
  closedSession,
  closeEndsPut,
  closeEndsGet,
  twoSessions,
  twoSessionsDirectories,
  parallelOperations,
  parallelSessions,
  parallelPuts,
  freeSpace,
  missingLocation,
  putGetSizes,
  putGetLarge,
  manyVolumes,
  putChunks,
  putSharedMemory,
  putLeavesChunks,
  putKeepsNoChunks,
  putReplaces,
  putMakesParents,
  putProgress,
  putUnderFile,
  putOverDirectory,
  getAbsent,
  getDirectory,
  getRanges,
  getChunksGivenAway,
  getDestroyed,
  getSlowReader,
  statAbsent,
  statFile,
  statDirectory,
  listAbsent,
  listOneLevel,
  listLeftEarly,
  listMany,
  namesPlain,
  namesDifficult,
  namesLong,
  removeAbsent,
  removeFile,
  removeEmptyDirectory,
  removeFullDirectory,
  renameReplaces,
  renameAbsent,
  abortConnect,
  abortBefore,
  abortPut,
  abortPutAtomic,
  abortGet,
  abortList,
  wrongCredentials,
  secrets,
  untrustedPeer,
  impostor,
  unreachable,
  resolve,
  full,
  fullParallel,
  readOnly,
  disconnect,
  killedPut,
  killedGet,
  suspend,
  suspendPut,
  suspendGet,
  suspendConnect,
  suspendAbort,
  hostileEndlessReply,
  hostileEndlessListing,
  hostileStrangeNames,
  hostileShortFile,
  hostileShortPut,
];
