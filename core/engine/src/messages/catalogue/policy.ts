export const policyMessages = {
  "holdfast.policy.password-too-short": {
    text: "The backup password has fewer than 8 characters.",
    remedy: "Use 8 to 20 characters.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.policy.password-too-long": {
    text: "The backup password has more than 20 characters.",
    remedy: "Use 8 to 20 characters.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.policy.password-without-upper-case": {
    text: "The backup password has no upper-case letter.",
    remedy: "Use at least one letter from A to Z.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.policy.password-without-lower-case": {
    text: "The backup password has no lower-case letter.",
    remedy: "Use at least one letter from a to z.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.policy.password-without-digit": {
    text: "The backup password has no digit.",
    remedy: "Use at least one digit from 0 to 9.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.policy.password-without-special": {
    text: "The backup password has no special character.",
    remedy: "Use at least one visible ASCII character that is neither a letter nor a digit, such as ! or #.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.policy.password-not-visible-ascii": {
    text: "The backup password has a character that is not visible ASCII.",
    remedy:
      "Use no spaces, no control characters and no letters beyond ASCII, so that it can be typed anywhere.",
    type: "INVALID_ARGUMENT",
  },
  "holdfast.policy.invalid-network": {
    text: "{0} is not a network that the location policy can use.",
    remedy: "Give an address, or an address and a prefix length, such as 10.1.0.0/16 or fd00::/8.",
    type: "INVALID_ARGUMENT",
  },
} as const;
