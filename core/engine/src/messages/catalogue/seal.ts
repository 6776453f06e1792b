export const sealMessages = {
  "holdfast.seal.invalid-recipient": {
    text: "A recipient is not a valid age recipient.",
    remedy: "Give the public key that age-keygen printed: it starts with age1, in lower case.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.seal.invalid-identity": {
    text: "An identity is not a valid age identity.",
    remedy:
      "Give the line of the identity file that starts with AGE-SECRET-KEY-1, complete and in upper case.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.seal.not-age": {
    text: "The file is not an age file: it does not start with the age version line.",
    remedy: "Check that this is the file you meant. An ASCII-armored file has to be converted first.",
  },
  "holdfast.seal.malformed-header": {
    text: "The file's age header is malformed: {0}.",
    remedy: "The file is damaged or was altered. Use another copy of it.",
  },
  "holdfast.seal.header-altered": {
    text: "The file's age header is not authentic: it was altered after it was written.",
    remedy: "The file is damaged or was altered. Use another copy of it.",
  },
  "holdfast.seal.payload-altered": {
    text: "The file's sealed content is not authentic: {0}.",
    remedy: "The file is damaged, cut off or was altered. Use another copy of it.",
  },
  "holdfast.seal.wrong-password": {
    text: "The password does not open this file.",
    remedy: "Give the backup password that was set when the archive was made or last rekeyed.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.seal.work-factor": {
    text: "The file asks for a scrypt work factor of {0}; the most that is computed is {1}.",
    remedy:
      "No backup is written with such a value: the file was altered, or made by another program to exhaust memory.",
  },
  "holdfast.seal.needs-password": {
    text: "The file is sealed with a password, and an identity was given.",
    remedy: "Give the password.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.seal.needs-identity": {
    text: "The file is sealed for recipients, and a password was given.",
    remedy: "Give the identity of one of the recipients.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.seal.no-identity-matched": {
    text: "The file is not sealed for any of the given identities.",
    remedy: "Give the identity of one of the recipients that the archive was made for.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.seal.malformed-key-slot": {
    text: "The key slot does not hold an archive's identity: {0}.",
    remedy: "Check that the file is the identity.age or an escrow file of a Holdfast archive.",
  },
  "holdfast.seal.frame-damaged": {
    text: "A compressed frame is damaged: {0}.",
    remedy: "The volume is damaged or was altered. Use another copy of it.",
  },
  "holdfast.seal.frame-too-large": {
    text: "A compressed frame holds more than the {0} bytes it may hold.",
    remedy: "The volume is damaged or was made to exhaust memory. Use another copy of it.",
  },
  "holdfast.seal.other-volume": {
    text: "The file in the place of volume {0} is another volume.",
    remedy: "Volumes of the archive were exchanged. Put them back under their names, or use another archive.",
  },
} as const;
