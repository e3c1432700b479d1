import type { Client } from "openapi-fetch";
import type { paths } from "./api.js";

export type { components, operations, paths } from "./api.js";

/** A client of one server, with an app token. Every path of the API is typed. */
export declare function inperson(baseUrl: string, token: string): Client<paths>;

/** What submitSamples takes: photographs, as a form. */
export declare function samples(images: readonly Blob[]): {
  body: { image: string[] };
  bodySerializer: () => FormData;
};
