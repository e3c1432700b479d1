package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	inperson "inperson.example/clients/go"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	server, token := os.Args[1], os.Args[2]

	config := inperson.NewConfiguration()
	config.Servers = inperson.ServerConfigurations{{URL: server}}
	face := inperson.NewAPIClient(config)
	ctx := context.WithValue(context.Background(), inperson.ContextAccessToken, token)

	decided := func(kind inperson.SessionKind, photo string) *inperson.SessionView {
		asked := inperson.NewNewSession(kind)
		asked.SetSubjectRef("customer-17")
		asked.SetLiveness(inperson.LIVENESSDEMAND_UNSAFE_NO_LIVENESS)
		opened, _, err := face.SessionsAPI.CreateSession(ctx).NewSession(*asked).Execute()
		must(err)
		file, err := os.Open(photo)
		must(err)
		session, _, err := face.SessionsAPI.SubmitSamples(ctx, opened.Id).Image([]*os.File{file}).Execute()
		must(err)
		return session
	}
	enrolled := decided(inperson.SESSIONKIND_ENROLL, os.Args[3])
	fmt.Println(enrolled.GetDecision())
	same := decided(inperson.SESSIONKIND_AUTHENTICATE, os.Args[3])
	other := decided(inperson.SESSIONKIND_AUTHENTICATE, os.Args[4])
	fmt.Println(same.GetDecision(), other.GetDecision())

	asked := inperson.NewNewSession(inperson.SESSIONKIND_AUTHENTICATE)
	asked.SetSubjectRef("customer-17")
	opened, _, err := face.SessionsAPI.CreateSession(ctx).NewSession(*asked).Execute()
	must(err)
	forThePage := opened.GetSessionToken()
	session, _, err := face.SessionsAPI.GetSession(ctx, opened.Id).Execute()
	must(err)
	passed := session.GetDecision() == inperson.DECISION_MATCH
	fmt.Println(session.State, forThePage != "", passed)

	said, err := json.Marshal(session)
	must(err)
	newer := strings.Replace(string(said), `"open"`, `"dreaming"`, 1)
	must(json.Unmarshal([]byte(strings.Replace(newer, "{", `{"of_tomorrow":1,`, 1)), session))
	fmt.Println(session.State)

	_, _, err = face.SubjectsAPI.EraseSubject(ctx, enrolled.GetSubjectId()).Execute()
	must(err)
	whom := inperson.NewSubjectQuery("customer-17")
	_, answer, err := face.SubjectsAPI.FindSubject(ctx).SubjectQuery(*whom).Execute()
	var refused *inperson.GenericOpenAPIError
	if errors.As(err, &refused) {
		problem := refused.Model().(inperson.ProblemView)
		fmt.Println(answer.StatusCode, problem.Code)
	}
	var _ inperson.Proposal = inperson.LegalProposal{}
}
