// A shop on Node, without a framework, that asks for the face after the password.
// It leaves out what every shop has anyway: a store for its users, and a limit on passwords tried.
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const { INPERSON_URL, INPERSON_TOKEN, PORT = "5001" } = process.env;
const read = (name) => readFileSync(new URL(`../page/${name}`, import.meta.url), "utf8");
const salt = randomBytes(16);
const users = { mia: { ref: "customer-18", password: scryptSync("correct horse", salt, 32), face: false } };
const visits = new Map();

const LOGIN = `<!doctype html><html lang="en"><title>Shop</title><main><h1>Sign in</h1>
<form method="post"><p><label>Name <input name="name"></label></p>
<p><label>Password <input name="password" type="password"></label></p>
<p><button>Sign in</button></p></form></main></html>`;

// [inperson
async function inperson(method, path, body) {
  const answer = await fetch(`${INPERSON_URL}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${INPERSON_TOKEN}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`Inperson answered ${answer.status}`);
  return answer.json();
}

async function openSession(visit) {
  const user = users[visit.pending];
  const kind = user.face ? "authenticate" : "enroll";
  const opened = await inperson("POST", "/sessions", { kind, subject_ref: user.ref });
  visit.face = opened.id; // what is decided counts for this user alone
  return { session_token: opened.session_token };
}

async function accepted(visit) {
  const { decision } = await inperson("GET", `/sessions/${visit.face}`);
  delete visit.face;
  return decision === "match" || decision === "enrolled";
}
// inperson]

const routes = {
  "GET /": ({ visit }) => (visit.name ? page(`<h1>Hello, ${visit.name}</h1>`) : to("/login")),
  "GET /login": () => page(LOGIN),
  "POST /login": async ({ visit, request }) => {
    const form = new URLSearchParams(await text(request));
    const user = Object.hasOwn(users, form.get("name") ?? "") && users[form.get("name")];
    const right = user && timingSafeEqual(user.password, scryptSync(form.get("password") ?? "", salt, 32));
    if (!right) return { status: 401 };
    visit.pending = form.get("name");
    return to("/second-step");
  },
  "GET /second-step": ({ visit }) => {
    const purpose = users[visit.pending].face ? "authenticate" : "enroll";
    const html = read("face.html").replaceAll("https://face.example", INPERSON_URL);
    return page(html.replace('purpose="authenticate"', `purpose="${purpose}"`));
  },
  "GET /face.js": () => ({ type: "text/javascript", body: read("face.js") }),
  "GET /privacy": () => page("<h1>What happens with your face</h1><p>It is used to sign in."),
  "GET /code": () => page("<h1>We have sent you a code</h1>"),
  "POST /face": async ({ visit }) => ({ type: "application/json", body: JSON.stringify(await openSession(visit)) }),
  "GET /face/done": async ({ visit }) => {
    if (!(await accepted(visit))) return to("/second-step");
    users[visit.pending].face = true;
    visit.name = visit.pending;
    return to("/");
  },
};

const page = (body) => ({ type: "text/html; charset=utf-8", body });
const to = (location) => ({ status: 303, location });
const text = async (request) => Buffer.concat(await request.toArray()).toString();

async function answer(request, visit) {
  const route = routes[`${request.method} ${request.url}`];
  if (!route) return { status: 404 };
  try {
    return await route({ visit, request });
  } catch (error) {
    console.error(error.message);
    return { status: 502 };
  }
}

createServer(async (request, response) => {
  const known = /(?:^|; )visit=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
  const id = visits.has(known) ? known : randomBytes(16).toString("hex");
  const visit = visits.get(id) ?? {};
  visits.set(id, visit);
  const { status = 200, type = "text/plain", location, body = "" } = await answer(request, visit);
  response.writeHead(status, {
    "content-type": type,
    "set-cookie": `visit=${id}; HttpOnly; SameSite=Lax; Path=/`,
    ...(location && { location }),
  });
  response.end(body);
}).listen(Number(PORT), "127.0.0.1", function listening() {
  console.log(`The shop is on http://127.0.0.1:${this.address().port}`);
});
