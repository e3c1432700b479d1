import inperson.client.*;
import inperson.client.api.*;
import inperson.client.model.*;
import java.io.File;
import java.util.List;

class Main {
  static SessionsApi sessions;

  static SessionView decided(SessionKind kind, String photo) throws ApiException {
    NewSession asked =
        new NewSession().kind(kind).subjectRef("customer-17").liveness(LivenessDemand.UNSAFE_NO_LIVENESS);
    String id = sessions.createSession(asked, null).getId();
    return sessions.submitSamples(id, List.of(new File(photo)), null);
  }

  public static void main(String[] words) throws Exception {
    String server = words[0], token = words[1];

    ApiClient face = new ApiClient();
    face.updateBaseUri(server);
    face.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    sessions = new SessionsApi(face);

    SessionView enrolled = decided(SessionKind.ENROLL, words[2]);
    System.out.println(enrolled.getDecision());
    System.out.println(decided(SessionKind.AUTHENTICATE, words[2]).getDecision());
    System.out.println(decided(SessionKind.AUTHENTICATE, words[3]).getDecision());

    NewSession asked = new NewSession().kind(SessionKind.AUTHENTICATE).subjectRef("customer-17");
    OpenedSessionView opened = sessions.createSession(asked, null);
    String forThePage = opened.getSessionToken();
    SessionView session = sessions.getSession(opened.getId());
    boolean passed = session.getDecision() == Decision.MATCH;
    System.out.println(session.getState() + " " + (forThePage != null) + " " + passed);

    String said = face.getObjectMapper().writeValueAsString(session);
    said = said.replace("\"open\"", "\"dreaming\"").replaceFirst("\\{", "{\"of_tomorrow\":1,");
    System.out.println(face.getObjectMapper().readValue(said, SessionView.class).getState());

    new SubjectsApi(face).eraseSubject(enrolled.getSubjectId());
    SubjectQuery whom = new SubjectQuery().subjectRef("customer-17");
    try {
      new SubjectsApi(face).findSubject(whom);
    } catch (ApiException refused) {
      String problem = refused.getResponseBody();
      String code = face.getObjectMapper().readValue(problem, ProblemView.class).getCode();
      System.out.println(refused.getCode() + " " + code);
    }
  }
}
