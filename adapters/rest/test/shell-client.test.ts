import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describeWith } from "@holdfast/testservers";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { admin, Appliance, backupPassword } from "./appliance.ts";

/** What administrators run every night: nothing but curl with its cookie jar, and grep. */
const script = String.raw`
curl="curl --silent --show-error --cacert $CA --cookie jar --cookie-jar jar"
api=$URL/rest/appliance/recovery

$curl --user "$USER_NAME:$USER_PASSWORD" -X POST "$URL/rest/com/vmware/cis/session" | grep -qE '^\{"value":"([a-z0-9]+)"\}$'

cat > piece.json <<EOF
{ "piece": {
  "location_type": "$LOCATION_TYPE", "location": "$LOCATION", "location_user": "$LOCATION_USER",
  "location_password": "$LOCATION_PASSWORD", "backup_password": "$BACKUP_PASSWORD",
  "comment": "nightly $(date +%A)", "parts": [ "seat" ]
} }
EOF
id=$($curl -H 'Content-Type: application/json' -X POST --data @piece.json "$api/backup/job" |
  grep -oE '"id":"[0-9]+-[0-9]+-[0-9]+"' | head -n 1 | cut -d '"' -f 4)
echo "job $id"

state=INPROGRESS
while [ "$state" = INPROGRESS ]; do
  sleep 0.2
  status=$($curl "$api/backup/job/$id")
  state=$(echo "$status" | grep -oE '"state":"[A-Z]+"' | cut -d '"' -f 4)
done
echo "$status"
[ "$state" = SUCCEEDED ]

$curl "$api/backup/job" | grep -qF "[\"$id\"]"
$curl "$api/backup/job/details" | grep -qE "\"key\":\"$id\",\"value\":\{.*\"status\":\"SUCCEEDED\""
$curl -G --data-urlencode "loc_spec.location=$LOCATION" --data-urlencode "loc_spec.location_user=$LOCATION_USER" \
  --data-urlencode "loc_spec.location_password=$LOCATION_PASSWORD" "$api/backup/system-name" | grep -F '{"value":["fw-01.example"]}'
archive=$($curl -G --data-urlencode "loc_spec.location=$LOCATION" --data-urlencode "loc_spec.location_user=$LOCATION_USER" \
  --data-urlencode "loc_spec.location_password=$LOCATION_PASSWORD" "$api/backup/system-name/fw-01.example/archives" |
  grep -oE '"archive":"[^"]+"' | cut -d '"' -f 4)

echo changed > "$CHANGED"
sed -e "s,$LOCATION,$LOCATION/examplewall/sn_fw-01.example/$archive," -e '/"comment"/d' \
  -e 's/"backup_password": "\(.*\)",/"backup_password": "\1"/' piece.json > restore.json
$curl -H 'Content-Type: application/json' -X POST --data @restore.json "$api/restore/job" | grep -qF '"state":"INPROGRESS"'
until $curl "$api/restore/job" | tee status | grep -qE '"state":"(SUCCEEDED|FAILED)"'; do sleep 0.2; done
cat status
grep -qF '"state":"SUCCEEDED"' status
grep -qx 'allow tcp/22' "$CHANGED"

$curl -X DELETE "$URL/rest/com/vmware/cis/session"
$curl --output after.json --write-out '%{http_code}' "$api/backup/job" | grep -qx 401
`;

await describeWith({ describe, test, afterAll }, "openssh", startOpenssh, (sshd) => {
  test.for(["SCP", "SFTP"])(
    "a shell client backs up over %s, polls until it has succeeded, and restores",
    { timeout: 90_000 },
    async (type, { skip }) => {
      const { password } = sshd;
      if (password === undefined) return skip("only root can offer password login");
      const appliance = await Appliance.start();
      const place = await mkdtemp(join(tmpdir(), "holdfast-shell-"));
      onTestFinished(async () => {
        await appliance.stop();
        await rm(place, { recursive: true });
      });
      await writeFile(join(place, "ca.pem"), appliance.tls.certificatePem);
      const { PATH = "" } = process.env;
      const child = spawn("bash", ["-eu", "-o", "pipefail", "-c", script], {
        cwd: place,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH,
          CA: "ca.pem",
          URL: appliance.server.url,
          USER_NAME: admin.user,
          USER_PASSWORD: admin.password,
          LOCATION_TYPE: type,
          LOCATION: `${type.toLowerCase()}://127.0.0.1:${sshd.port}/~/backups-${type}`,
          LOCATION_USER: sshd.user,
          LOCATION_PASSWORD: password,
          BACKUP_PASSWORD: backupPassword,
          CHANGED: join(appliance.directory, "etc/file"),
        },
      });
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close") as Promise<[number | null]>,
      ]);
      expect(code, stdout + stderr + appliance.logged.join("")).toBe(0);
      for (const secret of [admin.password, password, backupPassword]) {
        expect(appliance.logged.join("")).not.toContain(secret);
      }
    },
  );
});
