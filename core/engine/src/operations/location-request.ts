import type { LocationRequest } from "../transfer/location-request.ts";
import { locationUrl } from "./location-spelling.ts";
import type { LocationSpec } from "./structures/location-spec.ts";

/** A location of the API as the engine takes it; with a type, other spellings than URLs are understood. */
export function locationRequest(spec: LocationSpec & { readonly location_type?: string }): LocationRequest {
  const { location, location_type: type, location_user: user = "", location_password: password } = spec;
  return {
    location: locationUrl(location, type),
    ...(type !== undefined && { type }),
    // Clients send an empty user where a location needs none.
    ...(user !== "" && { user }),
    ...(password !== undefined && { password }),
  };
}
