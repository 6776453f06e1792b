/**
 * The schema of state.db, step by step: `user_version` counts the steps that a
 * database has taken. Released steps are never altered; new ones are appended.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE system (
     only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
     id TEXT NOT NULL,
     sequence INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE previous_archives (
     location TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     digest TEXT NOT NULL
   ) STRICT;
   CREATE TABLE jobs (
     id TEXT PRIMARY KEY,
     state TEXT NOT NULL,
     document TEXT NOT NULL
   ) STRICT;
   CREATE TABLE unfinished_archives (
     job_id TEXT NOT NULL,
     directory TEXT NOT NULL,
     document TEXT NOT NULL,
     PRIMARY KEY (job_id, directory)
   ) STRICT;`,
  `CREATE TABLE unfinished_restore (
     only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
     document TEXT NOT NULL
   ) STRICT;
   CREATE TABLE replaced_trees (
     path TEXT PRIMARY KEY
   ) STRICT;`,
  `CREATE TABLE schedules (
     id TEXT PRIMARY KEY,
     since TEXT NOT NULL,
     document TEXT NOT NULL
   ) STRICT;
   CREATE TABLE secrets (
     name TEXT PRIMARY KEY,
     nonce BLOB NOT NULL,
     sealed BLOB NOT NULL
   ) STRICT;
   CREATE TABLE restored_archives (
     job_id TEXT PRIMARY KEY,
     document TEXT NOT NULL
   ) STRICT;`,
];
