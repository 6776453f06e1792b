import { type TOptional, type TUnsafe, type TString, Type } from "typebox";
import type { Secret } from "@holdfast/contract";
import { secret, structure } from "../wire/types.ts";

/** How to log in at a location. */
export const locationLogin: {
  location_user: TOptional<TString>;
  location_password: TOptional<TUnsafe<Secret>>;
} = {
  location_user: Type.Optional(Type.String({ description: "User to log in as." })),
  location_password: Type.Optional(secret("Password of that user.")),
};

/** A location where archives lie. */
export const locationSpec = structure("LocationSpec", {
  location: Type.String({ description: "URL of the location." }),
  ...locationLogin,
});
