/** Passkeys as the server speaks of them: WebAuthn's JSON, with bytes in base64url. */

type Json = Record<string, unknown>;

const bytes = (text: string): ArrayBuffer => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0)).buffer;
};

const text = (buffer: ArrayBuffer): string => {
  const plain = Array.from(new Uint8Array(buffer), (each) => String.fromCharCode(each)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

interface Named {
  readonly id: string;
  readonly type: "public-key";
  readonly transports?: AuthenticatorTransport[];
}

const named = (list: unknown): PublicKeyCredentialDescriptor[] =>
  ((list ?? []) as Named[]).map((each) => ({ ...each, id: bytes(each.id) }));

/** Make a passkey as the server asks. */
export async function create(asked: Json): Promise<Json> {
  const user = asked.user as { id: string; name: string; displayName: string };
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge as string),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: named(asked.excludeCredentials),
  } as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return answer(made, {
    attestationObject: text(response.attestationObject),
    transports: response.getTransports(),
  });
}

/** Prove by a passkey as the server asks. */
export async function get(asked: Json): Promise<Json> {
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge as string),
    allowCredentials: named(asked.allowCredentials),
  } as PublicKeyCredentialRequestOptions;
  const proof = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = proof.response as AuthenticatorAssertionResponse;
  return answer(proof, {
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

function answer(credential: PublicKeyCredential, response: Json): Json {
  const clientDataJSON = text(credential.response.clientDataJSON);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: { ...response, clientDataJSON },
  };
}
