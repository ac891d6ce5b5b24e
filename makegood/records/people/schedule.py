from makegood.base.live.ports import install_source
from makegood.records.people.queries import StaffSource

install_source("staff", StaffSource())
