"""Back ends that build Inperson in; the tests run them."""
