import { useLayoutEffect, useRef } from "react";
import "@inperson/web";

export function FaceCheck({ server, purpose, onDone, onAlternative }) {
  const face = useRef(null);

  useLayoutEffect(() => {
    const element = face.current;
    const complete = ({ detail }) => detail.outcome !== "fail" && onDone(detail.session);
    element.tokenSource = async () => {
      const answer = await fetch("/face", { method: "POST" });
      if (!answer.ok) throw Object.assign(new Error(answer.status), { retry: answer.status >= 500 });
      return (await answer.json()).session_token;
    };
    element.addEventListener("complete", complete);
    element.addEventListener("alternative", onAlternative);
    return () => {
      element.removeEventListener("complete", complete);
      element.removeEventListener("alternative", onAlternative);
    };
  }, [onDone, onAlternative]);

  return <inperson-capture ref={face} server={server} purpose={purpose} privacy-url="/privacy" />;
}
