import "@inperson/web";

const face = document.createElement("inperson-capture");
face.purpose = "enroll";
face.addEventListener("complete", ({ detail }) => detail.outcome);
document.querySelector("inperson-capture")?.reset();
// @ts-expect-error -- no such purpose
face.purpose = "identify";
