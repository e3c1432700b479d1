package inperson

// Proposal is what ProposeDisclosure takes: a LegalProposal or an ApprovedProposal.
type Proposal interface{ proposal() }

func (LegalProposal) proposal()    {}
func (ApprovedProposal) proposal() {}
