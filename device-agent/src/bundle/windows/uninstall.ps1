# Takes the agent off this PC and asks what to do with the journal and the identity. PowerShell 2.0 is enough.
param(
    [switch]$Keep,
    [switch]$Purge,
    [string]$Program = (Join-Path $env:ProgramFiles 'weiyi-agent'),
    [string]$AgentHome = (Join-Path $env:ProgramData 'weiyi-agent')
)
$ErrorActionPreference = 'Stop'
$service = 'WeiyiAgent'

$identity = [Security.Principal.WindowsIdentity]::GetCurrent()
$principal = New-Object Security.Principal.WindowsPrincipal($identity)
if (-not $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    Write-Host 'weiyi-agent: run it as administrator.'
    exit 1
}

$delete = $false
if ($Purge) {
    $delete = $true
} elseif (-not $Keep) {
    $answer = Read-Host "Delete the journal and the identity in $AgentHome too? Readings that were not delivered are lost with them. [y/N]"
    $delete = $answer -match '^[yY]'
}

if (Get-Service | Where-Object { $_.Name -eq $service }) {
    Stop-Service $service
    & (Join-Path $Program 'service\prunsrv.exe') "//DS//$service"
    if ($LASTEXITCODE -ne 0) {
        Write-Host 'weiyi-agent: the service cannot be removed.'
        exit 1
    }
}
if (Test-Path $Program) { Remove-Item $Program -Recurse -Force }
if ($delete) {
    if (Test-Path $AgentHome) { Remove-Item $AgentHome -Recurse -Force }
    Write-Host 'The agent, its journal and its identity are gone.'
} else {
    Write-Host "The agent is gone; its journal and identity stay in $AgentHome."
}
exit 0
