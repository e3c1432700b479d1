import { createRoot } from "react-dom/client";
import { useState } from "react";
import { FaceCheck } from "../../../examples/react/FaceCheck.jsx";

function App() {
  const [session, setSession] = useState("");
  if (session) return <h1 id="done">Thank you</h1>;
  return (
    <FaceCheck
      server={window.INPERSON}
      purpose="enroll"
      onDone={setSession}
      onAlternative={() => setSession("none")}
    />
  );
}

createRoot(document.getElementById("app")).render(<App />);
