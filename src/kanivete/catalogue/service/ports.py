"""The right pod, and the wrong port."""

from kanivete.catalogue.entry import N_, Advice, Cause
from kanivete.catalogue.service.common import DEBUGGING, SERVICES, SHOW, SLICES
from kanivete.model import Changes, Owner

_INSIDE = Advice(
    N_("See what listens inside the pod."),
    "kanivete toolbox debug -n {namespace} {pod} -- ss -ltnp",
)

CAUSES = (
    Cause(
        id="service.wrong-port",
        title=N_("{target} has no port {port}"),
        explanation=N_(
            "The client uses a port that is not served there. A Service answers only on the ports that it lists; a "
            "headless Service and a pod answer on the ports that the program itself listens on."
        ),
        owner=Owner.CONFIGURATION,
        next=(SHOW,),
        remedies=(Advice(N_("Use one of its ports: {ports}."), "", Changes.WORKLOAD),),
        references=(SERVICES,),
    ),
    Cause(
        id="service.wrong-target-port",
        title=N_("Service {service} sends to port {target_port}, which its pods do not serve"),
        explanation=N_(
            "The targetPort of a Service has to be the port that the program in the pod listens on, or the name of a "
            "container port. The containerPort in the pod's manifest opens nothing: it only gives a port a name."
        ),
        owner=Owner.CONFIGURATION,
        next=(SLICES, _INSIDE),
        remedies=(
            Advice(
                N_("Correct targetPort, or the name of the container port."),
                "kubectl edit service -n {namespace} {service}",
                Changes.CLUSTER,
            ),
        ),
        references=(DEBUGGING,),
    ),
    Cause(
        id="service.not-listening",
        title=N_("Nothing in pod {pod} listens on port {target_port}"),
        explanation=N_(
            "The pod is reached, and its kernel refuses the connection since no program has the port open. The network "
            "and the Service do what they should. The program listens on another port, has not begun to, or stopped."
        ),
        owner=Owner.APPLICATION,
        next=(
            Advice(N_("Read what the program says of its port."), "kubectl logs -n {namespace} {pod} --tail=50"),
            _INSIDE,
        ),
        references=(DEBUGGING,),
    ),
    Cause(
        id="service.listens-on-loopback",
        title=N_("The program in pod {pod} listens on 127.0.0.1 only"),
        explanation=N_(
            "A program that listens on 127.0.0.1 (localhost) can be reached from its own pod alone: an exec probe or a "
            "sidecar finds it well, everybody else is refused. Many programs do so by default when developed."
        ),
        owner=Owner.APPLICATION,
        next=(_INSIDE,),
        remedies=(
            Advice(
                N_(
                    "Make it listen on 0.0.0.0 (or ::): often a flag or setting such as --host 0.0.0.0, bind, "
                    "listen_addresses."
                ),
                "",
                Changes.WORKLOAD,
            ),
        ),
        references=(DEBUGGING,),
    ),
)
