"""What has to be done now and then: each job is a function that does it once and says in one sentence what it did."""
