/** Every word of the privacy centre: English here, every other language in `words/`. */

import { Speech } from "../speech.js";

const ENGLISH = {
  title: "Your data",
  unsigned: "These words were translated by a machine; no native speaker has checked them yet.",
  of: "Held by #",
  language: "Language",
  notice: "The privacy notice",
  enter_title: "Show that it is you",
  enter_how: "Type the code that you were sent. It works once.",
  enter_none: "No code? Ask the service that you use for one.",
  code: "Code",
  enter: "Continue",
  leave: "Leave",
  left: "You have left. Nothing of you is kept in this browser.",
  until: "You stay known here until #.",
  held: "What is held",
  held_none: "No face of yours is enrolled.",
  held_since: "A template of your face, since #. It is encrypted under a key of your own.",
  restricted: "Your data is kept and not used, as you asked.",
  sessions: "When your face was checked",
  consents: "What you agreed to",
  requests: "What you asked for",
  reads: "Who used your data",
  disclosures: "To whom it went",
  exported: "Pictures to improve the software: #",
  retention: "How long it is kept",
  none: "Nothing.",
  due: "answered by #",
  more: "Show all #",
  do: "What you can do",
  copy: "Get a copy of everything",
  copy_how:
    "Choose a passphrase of 12 characters or more. The copy opens with it alone: nobody can tell it to you later.",
  copy_file:
    "The file is in the age format (age-encryption.org); inside is a page that you can read.",
  passphrase: "Passphrase",
  download: "Download",
  copied: "Your copy is in your downloads.",
  withdraw: "Withdraw",
  withdraw_identity:
    "Withdraw your consent? Checks that run now end at once, and your face, your sessions and your key are erased. You then use another way.",
  withdraw_improvement:
    "Withdraw your consent to improvement? The pictures kept for it are deleted; the rest stays.",
  withdrawn: "Withdrawn.",
  erase: "Erase everything",
  erase_sure: "Your key is destroyed first, so that no copy opens any more. This cannot be undone.",
  erased: "Everything is erased. Keep the certificate: it is signed.",
  erasing: "It is being erased, also where it was passed on. Come back for the certificate.",
  refused: "This was refused: #",
  restrict: "Keep my data, but do not use it",
  complain_how: "Say what is wrong. You get an answer within a month.",
  review: "Have a person look at a check",
  review_how:
    "A person at the service looks at it and answers with reasons. There is no picture of you: none is kept. The failed try does not count meanwhile, one at a time. You are not signed in by it: you try again.",
  review_which: "Which check",
  review_words: "What you want to say, if you like",
  outcome: "What the person found",
  outcome_upheld: "The check was right. The try counts.",
  outcome_overturned: "The check was wrong. The try does not count: start again at the service.",
  outcome_new_attempt: "It cannot be told. The try does not count: start again at the service.",
  authority: "You may also turn to # at any time.",
  region: "For a complaint, if you like: where you live or work, or where it happened",
  send: "Send",
  sent: "It is on record. You get an answer by #.",
  cancel: "Cancel",
  receipt: "Receipt",
  certificate: "Certificate",
  approve: "Approve and sign",
  refuse: "Refuse",
  asked: "Somebody asks for your data",
  asked_face: "To approve, a face of yours has to be enrolled.",
  prove_title: "Show that you want this",
  prove_how: "Read this first. Showing your face now is your yes to it, and to nothing else.",
  prove_text: "What you agree to",
  prove_instead: "Nothing was done. If you cannot show your face, ask # to do it for you.",
  proof_invalid: "That did not show that you want this. Try again.",
  subject_locked: "Too many tries failed. Wait a while.",
  subject_disabled: "Too many tries failed. Ask the service that you use to let you try again.",
  approved: "Approved and signed.",
  trouble: "That did not work. Try again in a moment.",
  centre_entry_refused: "The code does not work. Check it, or ask for another one.",
  centre_busy: "Too many codes were tried. Wait a while.",
  centre_ticket_invalid: "Your time here is over. Come in again.",
  recipient_invalid: "The passphrase needs 12 characters or more.",
  kind_enroll: "Enrolment",
  kind_authenticate: "Sign-in",
  kind_liveness: "Presence",
  is_enrolled: "enrolled",
  is_match: "it was you",
  is_no_match: "not recognised",
  is_live: "a living person",
  is_not_live: "no living person",
  is_refused: "refused",
  is_open: "open",
  is_expired: "not used",
  purpose_identity: "Confirming that it is you",
  purpose_improvement: "Improving the software",
  consent_stands: "in force since #",
  consent_ended: "ended",
  read: "read as shown",
  ask_access: "A copy",
  ask_portability: "A copy to take along",
  ask_erasure: "Erasure",
  ask_rectification: "A correction",
  ask_restriction: "Not to be used",
  ask_objection: "An objection",
  ask_withdrawal: "A withdrawal",
  ask_complaint: "A complaint",
  ask_human_review: "A person to look at a check",
  is_received: "received",
  is_in_progress: "in progress",
  is_completed: "done",
  by_subject: "you",
  by_server: "this server",
  by_device: "the check itself",
  by_operator: "the operator",
  by_tenant: "the service",
  use_template: "your template, to compare or store it",
  use_record: "your sessions’ device record",
  use_sample: "pictures kept for improvement",
  use_rights: "your rights",
  use_other: "your number in the log",
  skip: "Skip to the content",
  moment: "One moment…",
  back: "Back to your data",
  times: "# times, last on #",
  counted: "# days, counted from #",
  capped: "The law sets a limit: #.",
  from_creation: "the day it is made",
  from_last_interaction: "your last check",
  from_end_of_purpose: "the day it has served its purpose",
  kept_template: "Template of your face",
  kept_session_record: "What a check recorded of your device",
  kept_session_outcome: "Results of checks",
  kept_frame_digests: "Digests of the pictures",
  kept_improvement_samples: "Pictures kept for improvement",
  kept_consent_record: "Your consents",
  kept_privacy_request: "Your requests",
  kept_delivery_log: "Messages about your requests",
  kept_disclosure_record: "Records of disclosures",
  kept_idempotency: "Marks of repeated requests",
  act_subject_enabled: "let you try again",
  act_samples_removed: "removed your pictures",
  act_evidence_shown: "showed a reviewer what a check measured",
  act_consent_given: "recorded your consent",
  act_consent_withdrawn: "withdrew your consent",
  act_request_received: "took a request of yours in",
  act_request_on_behalf: "took in what somebody asked for you",
  act_request_extended: "took longer for your request",
  act_request_refused: "refused a request of yours",
  act_request_completed: "completed a request of yours",
  act_copy_delivered: "made a copy for you",
  act_disclosure_proposed: "proposed to give data to somebody",
  act_disclosure_approved: "approved giving data to somebody",
  act_disclosure_refused: "refused to give data to somebody",
  act_disclosure_delivered: "gave data to somebody",
  act_disclosure_told: "told you of a disclosure",
  is_proposed: "proposed",
  is_approved: "approved",
  is_delivered: "handed over",
  basis_user_approved: "only with your approval",
  basis_legal_request: "because a law demands it",
  consent_withdrawn: "withdrawn on #",
  consent_old: "given on #; the notice has changed since, and you will be asked again",
  restrict_how: "Nobody can check your face from then on, until the service lifts it at your wish.",
  restrict_now: "Stop using it",
  tell: "Complain, object or correct",
  about: "What is it?",
  message: "In your words",
  message_missing: "Say what it is about.",
  erase_how: "Your face, your sessions, your consents and your key. You get a signed certificate.",
  erased_title: "Erased",
  erasing_title: "Being erased",
  refused_title: "Not erased",
  backups:
    "Backups may hold your destroyed key until #. A server that restores one erases you again before it serves.",
  asked_until: "It waits until # and ends by itself. Nothing is given without you.",
  declined: "Refused. Nothing is given.",
  take_back: "Take the approval back",
  disclosure_closed: "This is over already.",
  asked_on: "asked on #",
  for_you: "asked by the service, for you",
  acting_authorised_agent: "asked for you by an agent",
  acting_guardian: "asked for you by a parent or guardian",
  acting_heir: "asked for you by an heir",
  acting_executor: "asked for you by an executor of a will",
  shown: "The service was shown: #",
  evidence_signed_permission: "a signed permission",
  evidence_power_of_attorney: "a power of attorney",
  evidence_family_record: "a birth certificate or a family register",
  evidence_court_order: "a court order",
  evidence_inheritance_certificate: "a certificate of inheritance",
  evidence_will: "a will",
  object: "Object",
  object_how:
    "You can object that somebody acts for you. Until the service answers, they get no copy and can ask for nothing more. What you ask for yourself goes on.",
  objected: "You object. Until the service answers, nobody acts for you.",
  waits_for: "Done here. It waits until # has done it too.",
  your_words: "What you said",
  answer: "The answer",
  longer: "Why it takes longer",
  reason: "Why it was refused",
  why_ProcessUnfounded: "it has no ground",
  why_ProcessExcessive: "it was asked too often",
  why_IdentityVerificationFailure: "it is not clear who asks",
  why_LegallyExempted: "a law or an order keeps the data",
  why_LegalClaimEstablishmentImpaired: "a legal claim needs the data",
  why_LegalClaimExerciseImpaired: "a legal claim needs the data",
  why_LegalClaimDefenceImpaired: "the defence against a claim needs the data",
  why_ThirdPartyRightsImpaired: "it would harm the rights of others",
  why_FreedomOfExpressionImpaired: "freedom of expression stands against it",
  why_LegitimateInterestOverride: "compelling grounds outweigh it",
  why_FulfilmentImpossible: "there is nothing left to do it to",
};

export type Key = keyof typeof ENGLISH;
/** Every text in one language. */
export type Words = Readonly<Record<Key, string>>;

export const speech = new Speech<Key>(ENGLISH, {
  de: () => import("./words/de.js"),
  es: () => import("./words/es.js"),
  fr: () => import("./words/fr.js"),
  pt: () => import("./words/pt.js"),
  ar: () => import("./words/ar.js"),
  zh: () => import("./words/zh.js"),
  it: () => import("./words/it.js"),
  nl: () => import("./words/nl.js"),
  pl: () => import("./words/pl.js"),
  tr: () => import("./words/tr.js"),
  ja: () => import("./words/ja.js"),
  ru: () => import("./words/ru.js"),
  uk: () => import("./words/uk.js"),
  ko: () => import("./words/ko.js"),
  hi: () => import("./words/hi.js"),
  vi: () => import("./words/vi.js"),
});

/** Say a text; each `#` takes the next value. */
export function say(key: Key, ...values: readonly (string | number)[]): string {
  return speech.say(key, ...values);
}

/**
 * Say one of a family of texts, such as `is_match`; the plain value where a later server has more.
 */
export function sayOne(family: string, value: string): string {
  const key = `${family}_${value}`;
  return speech.isKey(key) ? say(key) : value.replace(/_/g, " ");
}

/** Keep a name's own direction of writing from turning the words around it. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

/** Write the hour alone. */
export function hour(text: string): string {
  return new Date(text).toLocaleTimeString(speech.language, { timeStyle: "short" });
}

/** Write a time as people of the language do. */
export function time(text: string, day = false): string {
  const style: Intl.DateTimeFormatOptions = day
    ? { dateStyle: "medium" }
    : { dateStyle: "medium", timeStyle: "short" };
  return new Date(text).toLocaleString(speech.language, style);
}

/** Return a country's name in the language. */
export function country(code: string): string {
  return new Intl.DisplayNames(speech.language, { type: "region" }).of(code) ?? code;
}
