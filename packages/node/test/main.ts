import { readFile } from "node:fs/promises";
import { inperson, samples } from "@inperson/node";

const [url, token, ...photos] = process.argv.slice(2) as [string, string, string, string];
const face = inperson(url, token);

async function decided(kind: "enroll" | "authenticate", photo: string) {
  const opened = await face.POST("/v1/sessions", {
    body: { kind, subject_ref: "customer-17", liveness: "unsafe_no_liveness" },
  });
  if (!opened.data) throw new Error(opened.error.code);
  const session_id = opened.data.id;
  const image = new Blob([await readFile(photo)], { type: "image/png" });
  const seen = await face.POST("/v1/sessions/{session_id}/samples", {
    params: { path: { session_id } },
    ...samples([image]),
  });
  if (!seen.data) throw new Error(JSON.stringify(seen.error));
  return { subject: seen.data.subject_id, decision: seen.data.decision };
}

const { subject, decision } = await decided("enroll", photos[0]!);
const same = await decided("authenticate", photos[0]!);
const other = await decided("authenticate", photos[1]!);
const path = { subject_id: subject! };
const erased = await face.DELETE("/v1/subjects/{subject_id}", { params: { path } });
const gone = await face.POST("/v1/subjects/lookup", { body: { subject_ref: "customer-17" } });
// @ts-expect-error -- no such path
void (() => face.GET("/v1/faces"));
console.log(decision, same.decision, other.decision, erased.response.status, gone.error?.code);
