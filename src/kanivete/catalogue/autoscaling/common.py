"""What the causes of autoscalers share."""

from kanivete.catalogue.entry import N_, Advice

REFERENCES = ("https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",)
SHOW = Advice(N_("What does the autoscaler say of itself?"), "kubectl describe -n {namespace} hpa/{autoscaler}")
