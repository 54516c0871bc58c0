"""Plans, rules, texts and the creditor's identity: files, read strictly, shipped with the code or published in S3."""
