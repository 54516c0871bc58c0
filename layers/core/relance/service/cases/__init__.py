"""Cases: from the escalation of invoices to their handoff. Each class is the work of one state or one signal."""
