"""A merge on a Dask cluster: the project is sent ahead, letters cross sealed, nothing stays there.

connecting         an address -> a cluster that is ready, or why not
executor           calls -> futures on its workers
worker             what runs there
identity, parcel   the same press, and the clinic's own project
sealed             calls that cannot be read by what they pass through

Imported by those who asked for a cluster: it takes the extra `cluster`.
"""

from importlib.util import find_spec

from crmo_handouts.errors import SetupError

if find_spec("distributed") is None:
    raise SetupError(
        "a cluster takes Dask, which is not installed here",
        hint="pip install 'crmo-handouts[cluster]'",
    )

from crmo_handouts.delivery.merge.cluster.connecting import Certificates, Cluster, open_cluster

__all__ = ["Certificates", "Cluster", "open_cluster"]
