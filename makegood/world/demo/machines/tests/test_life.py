from datetime import UTC, datetime, timedelta

from makegood.world.demo.machines.life import DAY, Machine, faults, kinds, readings, tables, told_of

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def machine(serial: str = "958F-21-00417", kind: str = "wheel_loader", **more: object) -> Machine:
    told = {"product": "hy-l958f", "firmware": "2.1.4", "born": NOW - 700 * DAY, **more}
    return Machine(serial=serial, kind=kind, **told)  # type: ignore[arg-type]


def test_the_same_hour_is_lived_the_same_way_twice():
    one = machine()
    ill = faults(one, NOW - 400 * DAY, NOW, now=NOW)
    assert ill == faults(one, NOW - 400 * DAY, NOW, now=NOW)
    assert readings(one, NOW, ill) == readings(one, NOW, ill)


def test_a_part_of_the_time_has_the_same_faults_as_the_whole():
    one = machine()
    whole = faults(one, NOW - 900 * DAY, NOW, now=NOW)
    assert whole
    middle = NOW - 450 * DAY
    assert whole == faults(one, NOW - 900 * DAY, middle, now=NOW) + faults(
        one, middle, NOW, now=NOW
    )


def test_every_kind_with_a_table_shows_codes_of_its_table():
    for kind, table in tables().items():
        found = [
            code
            for number in range(40)
            for fault in faults(machine(f"x-{number}", kind), NOW - 500 * DAY, NOW, now=NOW)
            for code in fault.codes
        ]
        assert set(found) == set(table["codes"]), kind


def test_a_fault_bends_the_gauges_and_is_over_when_it_ends():
    one = machine()
    fault = faults(one, NOW - 900 * DAY, NOW, now=NOW)[0]
    worst = fault.ends - timedelta(minutes=1)
    well, ill = readings(one, worst, []), readings(one, worst, [fault])
    assert ill["hydraulic_pressure"] < well["hydraulic_pressure"] - 4
    assert readings(one, fault.ends, [fault]) == readings(one, fault.ends, [])


def test_what_is_told_of_a_fault_ends_with_its_end():
    fault = faults(machine(), NOW - 900 * DAY, NOW, now=NOW)[0]
    told = list(told_of(fault))
    assert {one.state for one in told} == {"active", "cleared"}
    assert told[-1].at == fault.ends
    assert [one.at for one in told] == sorted(one.at for one in told)


def test_the_bad_firmware_fails_more_often_since_it_came():
    def count(firmware: str, since: int, until: int) -> int:
        return sum(
            len(faults(machine(f"w-{n}", "washing_machine", firmware=firmware),
                       NOW - since * DAY, NOW - until * DAY, now=NOW))
            for n in range(300)
        )  # fmt: skip

    assert count("2.3.0", 38, 0) > 4 * count("2.2.0", 38, 0)
    assert count("2.3.0", 78, 40) < 2.5 * count("2.2.0", 78, 40)


def test_the_counter_goes_on_from_where_it_was():
    one = machine(counter="hours", total=5683.0, at=NOW, per_day=14.0)
    assert readings(one, NOW + DAY, [])["hours"] == 5697.0
    assert kinds()["wheel_loader"].per_day == 11
