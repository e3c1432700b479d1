const face = document.querySelector("inperson-capture");

// Your back end opens the session. It is called at the tap, and again for another try.
face.tokenSource = async () => {
  const answer = await fetch("/face", { method: "POST" });
  if (!answer.ok) throw Object.assign(new Error(answer.status), { retry: answer.status >= 500 });
  return (await answer.json()).session_token;
};

// Whatever the page was told proves nothing: your back end asks what was decided.
face.addEventListener("complete", ({ detail }) => {
  if (detail.outcome !== "fail") location.assign("/face/done");
});

// Somebody can't or won't use the face: lead on to another way.
face.addEventListener("alternative", () => location.assign("/code"));
