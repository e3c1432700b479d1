import createClient from "openapi-fetch";

/** A client of one server, with an app token. */
export function inperson(baseUrl, token) {
  return createClient({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
}

/** What submitSamples takes: photographs, as a form. */
export function samples(images) {
  const form = new FormData();
  for (const image of images) form.append("image", image);
  return { body: { image: [] }, bodySerializer: () => form };
}
